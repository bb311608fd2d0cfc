/** The oldest Node that Certkeep's parts run on. */
const oldest = 24;

/** Ends the process with a sentence that says what to do, before anything is loaded that an old Node can't take. */
export function refuseOldNode(): void {
  const [major = '0'] = process.versions.node.split('.');
  if (Number(major) >= oldest) return;
  process.stderr.write(
    `Certkeep needs Node ${oldest} or later, and this is Node ${process.versions.node}. ` +
      'Start it with "npm start", which brings its own.\n',
  );
  process.exit(1);
}
