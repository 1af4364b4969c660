#!/usr/bin/env node
'use strict';
/* Old JavaScript only: this file must run on a Node that is too old for the rest. */
var major = parseInt(process.versions.node.split('.')[0], 10);
if (major < 24) {
  // biome-ignore lint/style/useTemplate: template literals are newer than the Nodes that have to read this
  process.stderr.write('keyturn needs Node 24 or newer. You have ' + process.version + '.\n');
  process.exit(1);
}
/* The daemon is idle nearly all of the time: compiling or growing the heap for a tick a minute isn't worth it. Must be set at startup. */
if (process.argv[2] === 'daemon' && process.argv.indexOf('--once') < 0) {
  require('node:v8').setFlagsFromString('--no-opt --no-maglev --semi-space-growth-factor=1');
}
if (!process.env.NODE_ENV) process.env.NODE_ENV = 'production';
import('../dist/main.js');
