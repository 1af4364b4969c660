/** `npm start -- <args>` runs `keyturn <args>` in a clone. */
const path = require('node:path');
const { ready, root } = require('./bootstrap.cjs');
const { handOver } = require('./hand-over.cjs');

const node = ready({ needsBuild: true, needsTools: false });
handOver(node.program, [path.join(root, 'bin', 'keyturn.cjs'), ...process.argv.slice(2)]);
