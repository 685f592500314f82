// The entry for a terminal. JavaScript, because an older Node could not even read a TypeScript file to say so.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `The emulator needs Node ${needed} or later, and this is ${process.version}. Start it with: npm run emulator`,
  );
  process.exit(1);
}
await import('./main.ts');
