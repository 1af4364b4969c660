/** Runs another program in place of this one, with the same terminal, signals and exit code. */
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

function handOver(program, args, options) {
  const child = spawn(program, args, Object.assign({ stdio: 'inherit' }, options));
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // The terminal already sends these signals to the child, and they must not arrive twice.
      if ((signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`keyturn: could not start ${program}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code === null ? 128 + constants.signals[signal] : code));
}

module.exports = { handOver };
