/**
 * Steps that run in the process of a test end their lines as on Windows, so that a test that expects LF fails on every
 * platform. The runner reads both. The tests of the bundle have the line ends of the platform.
 */
Object.defineProperty(process.getBuiltinModule('node:os'), 'EOL', { value: '\r\n' });
