// Entry point for a terminal. The file is JavaScript, because an older Node cannot read TypeScript and print this error.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `The emulator needs Node ${needed} or later, but this is ${process.version}. Start it with: npm run emulator`,
  );
  process.exit(1);
}
await import('./main.ts');
