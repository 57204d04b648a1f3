export { connect, connectClient, type ProtocolVersion, protocolVersions } from './connect-client.ts'
export { type DescribeServerOptions, describeServer } from './describe-server.ts'
