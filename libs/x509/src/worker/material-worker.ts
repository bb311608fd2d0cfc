import { writeTruststore } from '../formats/truststore/write-truststore.js';
import { inspectMaterial, refusingWhatThrows } from '../intake/inspect-material.js';
import { refusalOf } from '../intake/refusal.js';
import { sortFiles } from '../intake/sort-files.js';
import { readTrustedEntries } from '../intake/trusted-entries.js';
import type { MaterialAnswers, MaterialResult, MaterialTask, ReadingTask } from './material-task.js';

/** Runs in a thread of its own, which may be ended at any moment: it holds nothing, and shares nothing. */
export default async function answer(
  task: MaterialTask,
): Promise<MaterialResult<MaterialAnswers[MaterialTask['kind']]>> {
  if (task.kind === 'write truststore') return { kind: 'answer', answer: await writeTruststore(task.file) };
  try {
    return { kind: 'answer', answer: refusingWhatThrows(() => read(task)) };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error) };
  }
}

function read(task: ReadingTask): MaterialAnswers[ReadingTask['kind']] {
  switch (task.kind) {
    case 'inspect':
      return inspectMaterial(task.input, task.limits);
    case 'sort':
      return sortFiles(task.files, task.passphrase, task.limits);
    case 'trust':
      return readTrustedEntries(task.input, task.limits, (progress) => task.progress?.postMessage(progress));
  }
}
