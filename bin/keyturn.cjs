#!/usr/bin/env node
'use strict';
/* Plain old JavaScript: this file must run on a Node that can't run the rest. */
var major = parseInt(process.versions.node.split('.')[0], 10);
if (major < 24) {
  // biome-ignore lint/style/useTemplate: template literals are newer than the Nodes that have to read this
  process.stderr.write('keyturn needs Node 24 or newer, and this is ' + process.version + '.\n');
  process.exit(1);
}
/* The daemon rests nearly all of the time: what runs once a minute is not worth compiling, nor room to grow in. Later is too late. */
if (process.argv[2] === 'daemon' && process.argv.indexOf('--once') < 0) {
  require('node:v8').setFlagsFromString('--no-opt --no-maglev --semi-space-growth-factor=1');
}
if (!process.env.NODE_ENV) process.env.NODE_ENV = 'production';
import('../dist/main.js');
