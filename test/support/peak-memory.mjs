/** Loaded into the real program with `--import`. At its end it writes the most memory that it had, in kB, into a file. */
import { writeFileSync } from 'node:fs';

const { PEAK_MEMORY: file } = process.env;
// Child processes end with the program and have nothing to report.
delete process.env.PEAK_MEMORY;
process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
