// `npm run test:acceptance`: runs Waybill against real and nasty files with gold labels in ../shared/data (or WAYBILL_DATA), which are no
// part of this project. Where they are absent it says so and passes.
import { bundleAndRun } from './bundle-run.mjs';

process.exitCode = await bundleAndRun('main/acceptance.ts', process.argv.slice(2));
