/** A file that somebody chose or dropped. */
export interface ChosenFile {
  readonly file: File;
  /** Where it lies in the folder that was chosen, or its name: files of a folder may share their names. */
  readonly path: string;
}

export function chosenFiles(files: Iterable<File>): readonly ChosenFile[] {
  return [...files].map((file) => ({
    file,
    path: file.webkitRelativePath || file.name,
  }));
}

/** What begins with a dot, or lies in a folder that does, is not meant by somebody who chooses the folder around it. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'));
}
