if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(
    `The tests run on Node 24, the action's runtime, not on ${process.version}: use "npm test" after "npm ci".`,
  );
}

// `npm test` alone: the whole suite. With arguments it is a part, which cannot have the coverage of the whole.
const whole = process.argv.length === 2;

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/__tests__'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Not on Windows: the scripts of the examples, which are written for bash, and signals, which are no signals there.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.platform === 'win32'
      ? ['examples[\\\\/]', 'move-major-tag.test', 'cancel.test', 'emulator[\\\\/]main.test']
      : []),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // Concurrent tests mostly wait for a socket or a timer.
  maxConcurrency: 24,
  // Every core works: by default a machine of two runs one test file after the other.
  maxWorkers: '100%',
  // No test is about this limit; a busy machine must not reach it.
  testTimeout: 60_000,
  coverageProvider: 'v8',
  // The entries (of the post step, two files) and the bundler's stubs run only inside the bundle, whose tests cover them.
  collectCoverageFrom: ['src/**/*.ts', '!src/main.ts', '!src/post.ts', '!src/post-step.ts'],
  // Line by line in coverage/lcov-report/index.html.
  coverageReporters: ['text-summary', 'lcov'],
  ...(whole && {
    collectCoverage: true,
    coverageThreshold: { global: { lines: 98, branches: 95, functions: 98, statements: 98 } },
    // The failures and the totals; on a terminal also a line for each file when it has run.
    reporters: [...(process.stderr.isTTY ? ['default'] : []), ['summary', { summaryThreshold: 0 }]],
    // The totals end with the time.
    silent: true,
  }),
};
