/** In place of `node:child_process` in commander, which needs it only for commands that are programs of their own. */
export default {
  spawn() {
    throw new Error('no command of keyturn is a program of its own');
  },
};
