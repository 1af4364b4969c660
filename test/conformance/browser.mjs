#!/usr/bin/env node
/** The browser of a machine without one: opens the address it is given, follows where that leads, and ends. */
const [address] = process.argv.slice(2);
if (address) await fetch(address);
