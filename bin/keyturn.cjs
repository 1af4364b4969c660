#!/usr/bin/env node
'use strict';
/* Old JavaScript only: this file must run on a Node that is too old for the rest. */
var major = parseInt(process.versions.node.split('.')[0], 10);
/* Installed by npm under the name `keyturn`. The processes that this one starts are named the same. */
if (!process.env.KEYTURN_COMMAND && !/\.cjs$/.test(process.argv[1])) process.env.KEYTURN_COMMAND = 'keyturn';

if (major >= 16 && isUnready()) require('../scripts/start.cjs');
else if (major >= 24) run();
else {
  // biome-ignore lint/style/useTemplate: template literals are newer than the Nodes that have to read this
  process.stderr.write('keyturn needs Node 24 or newer. You have ' + process.version + '.\n');
  process.exit(1);
}

/** Whether this is a clone, and its own Node or a build is needed first. */
function isUnready() {
  var fs = require('node:fs');
  var path = require('node:path');
  if (!fs.existsSync(path.join(__dirname, '..', 'scripts', 'start.cjs'))) return false;
  return major < 24 || !fs.existsSync(path.join(__dirname, '..', 'dist', 'main.js'));
}

function run() {
  /* The daemon is idle nearly all of the time: compiling or growing the heap for a tick a minute isn't worth it. Must be set at startup. */
  if (process.argv[2] === 'daemon' && process.argv.indexOf('--once') < 0) {
    require('node:v8').setFlagsFromString('--no-opt --no-maglev --semi-space-growth-factor=1');
  }
  if (!process.env.NODE_ENV) process.env.NODE_ENV = 'production';
  import('../dist/main.js');
}
