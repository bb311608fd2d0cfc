const words: Readonly<Record<string, string>> = {
  'certificate.create': 'added it',
  'certificate.update': 'edited it',
  'certificate.delete': 'deleted it',
  'certificate.restore': 'restored it',
  'certificate.replace': 'moved everything to another certificate',
  'certificate.versions.purge': 'destroyed old versions of it',
  'certificate.key.export': 'exported its private key',
  'certificate.primary.set': 'made it primary',
  'certificate.primary.clear': 'took the primary mark from it',
  'definition.create': 'added a definition',
  'definition.update': 'edited a definition',
  'definition.delete': 'deleted a definition',
  'definition.material.replace': 'replaced its material',
  'definition.material.rollback': 'went back to an earlier version',
};

/** What somebody did, as the end of a sentence. */
export function actionWords(action: string): string {
  return words[action] ?? action;
}
