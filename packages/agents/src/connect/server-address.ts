import { z } from 'zod'

/** `etcd=http://127.0.0.1:8001/mcp`: a server's name and its MCP endpoint, as a command line gives them. */
export const serverAddressSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}=https?:\/\/\S+$/, 'must be NAME=URL, such as etcd=http://127.0.0.1:8001/mcp')
  .transform((text) => {
    const at = text.indexOf('=')
    return { name: text.slice(0, at), url: text.slice(at + 1) }
  })
