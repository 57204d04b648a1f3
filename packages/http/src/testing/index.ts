export { recordingLog } from './recording-log.ts'
export { post, send } from './send.ts'
