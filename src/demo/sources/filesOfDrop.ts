/** All files of a drop, those in folders and their folders too. Call it in the drop's event. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<File[]> {
  // Entries are gone once the event has been handled.
  const entries = [...items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (entries.length === 0) return [...files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((...call) => (entry as FileSystemFileEntry).file(...call))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives at most a hundred entries a time.
    const entries = await new Promise<FileSystemEntry[]>((...call) => reader.readEntries(...call));
    if (entries.length === 0) return found;
    for (const inside of entries) found.push(...(await filesOf(inside)));
  }
}
