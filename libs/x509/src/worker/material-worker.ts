import { inspectMaterial, refusingWhatThrows } from '../intake/inspect-material.js';
import { refusalOf } from '../intake/refusal.js';
import { sortFiles } from '../intake/sort-files.js';
import { readTrustedEntries } from '../intake/trusted-entries.js';
import type { MaterialAnswers, MaterialResult, MaterialTask } from './material-task.js';

/** Runs in a thread of its own, which may be ended at any moment: it holds nothing, and shares nothing. */
export default function answer(task: MaterialTask): MaterialResult<MaterialAnswers[MaterialTask['kind']]> {
  try {
    return { kind: 'answer', answer: refusingWhatThrows(() => work(task)) };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error) };
  }
}

function work(task: MaterialTask): MaterialAnswers[MaterialTask['kind']] {
  switch (task.kind) {
    case 'inspect':
      return inspectMaterial(task.input, task.limits);
    case 'sort':
      return sortFiles(task.files, task.passphrase, task.limits);
    case 'trust':
      return readTrustedEntries(task.input, task.limits);
  }
}
