/** The server as a library: for programs that run it within themselves and decide its clock. */
export { readConfig } from '../platform/config.ts'
export { createLog } from '../platform/log.ts'
export { prepareSample } from './sample.ts'
export { openApp, start } from './start.ts'
