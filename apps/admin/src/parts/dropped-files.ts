import { chosenFiles, isHidden, type ChosenFile } from './chosen-file.js';

export interface Drop {
  readonly files: readonly ChosenFile[];
  /** Files and folders that the browser could not open. */
  readonly unread: readonly string[];
}

/** All files of a drop, those in its folders too, however deep. Hidden ones in folders are left out. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<Drop> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
  // Asked for at once: after the first wait the browser has forgotten what was dropped.
  const plain = chosenFiles(transfer?.files ?? []);
  if (!entries.some((entry) => entry?.isDirectory === true)) return { files: plain, unread: [] };
  const files: ChosenFile[] = [];
  const unread: string[] = [];
  for (const entry of entries) if (entry !== null) await collect(entry, files, unread);
  return { files, unread };
}

async function collect(entry: FileSystemEntry, files: ChosenFile[], unread: string[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isHidden(path)) return;
  try {
    if (entry.isFile) files.push({ file: await fileOf(entry as FileSystemFileEntry), path });
    else {
      const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
      for (const one of inside) await collect(one, files, unread);
    }
  } catch {
    unread.push(path);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** A reader gives a hundred at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
