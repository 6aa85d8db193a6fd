// Mocha's own "spec" output, and the counts in a file or, inside the extension host, on a line of their own.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counts = JSON.stringify({ passed: passes, failed: failures, skipped: pending });
      const file = options.reporterOptions?.counts;
      if (file) writeFileSync(file, counts);
      else console.log(`greenroom-counts ${counts}`);
    });
  }
};
