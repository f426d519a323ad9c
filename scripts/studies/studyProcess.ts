/** Runs the study that it is named, and sends what was found to the process that started it. */
import { studies } from './studies.js';

const [title] = process.argv.slice(2);
const rows = await studies.find((study) => study.title === title)!.run();
const { user, system } = process.cpuUsage();
process.send!({ rows, cpuSeconds: (user + system) / 1e6 }, () => process.disconnect());
