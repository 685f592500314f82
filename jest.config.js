if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(
    `The tests need Node 24, the runtime of the action, but this is ${process.version}. Fix: run "npm ci" and "npm test".`,
  );
}

// `npm test` without arguments runs the whole suite. With arguments, a part runs, which cannot reach the required coverage.
const whole = process.argv.length === 2;

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/__tests__'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Skipped on Windows: the scripts that need bash, and the processes that handle a signal, which Windows lacks.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.platform === 'win32'
      ? ['examples[\\\\/](?!list-users)', 'move-major-tag.test', 'runner[\\\\/]cancel.test']
      : []),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  setupFiles: ['<rootDir>/__tests__/support/line-ends.ts', '<rootDir>/__tests__/support/no-network.ts'],
  // Concurrent tests mostly wait for a socket or a timer.
  maxConcurrency: 24,
  // Uses every core. By default, a machine with two cores runs one test file after the other.
  maxWorkers: '100%',
  // No test depends on this limit. The limit is high, so that a busy machine does not reach it.
  testTimeout: 240_000,
  // By default jest ends a worker that needs more than half a second to free its memory, and warns that a test leaks.
  workerGracefulExitTimeout: 30_000,
  coverageProvider: 'v8',
  // The entry points run only inside the bundle, and the tests of the bundle cover them.
  collectCoverageFrom: ['src/**/*.ts', '!src/main.ts', '!src/post.ts'],
  // coverage/lcov-report/index.html shows the coverage of each line.
  coverageReporters: ['text-summary', 'lcov'],
  ...(whole && {
    collectCoverage: true,
    coverageThreshold: { global: { lines: 98, branches: 95, functions: 98, statements: 98 } },
    // Shows the failures and the totals, and in a terminal also a line for each finished file.
    reporters: [...(process.stderr.isTTY ? ['default'] : []), ['summary', { summaryThreshold: 0 }]],
    // Hides what the tested code prints.
    silent: true,
  }),
};
