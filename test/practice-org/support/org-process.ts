/** Runs the org of the folder named in its argument and says its address, until it is killed. */
import { openPracticeOrg } from '../../../src/practice-org/start.ts';

const [, , folder = ''] = process.argv;
const running = await openPracticeOrg({ folder, now: Date.UTC(2026, 10, 24, 3) });
process.send?.(running);
process.on('disconnect', () => process.exit());
setInterval(() => undefined, 60_000);
