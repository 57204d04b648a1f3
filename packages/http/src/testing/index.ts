export { recordingLog } from './recording-log.ts'
export { post, send } from './send.ts'
export { startIssuer } from './start-issuer.ts'
