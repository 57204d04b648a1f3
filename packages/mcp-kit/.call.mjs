import { Client } from '@modelcontextprotocol/client'; import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
const [name, args='{}'] = process.argv.slice(2)
const t0 = performance.now()
const c = new Client({ name: 'c', version: '1' }); 
await c.connect(new StdioClientTransport({ command: process.execPath, args: ['--conditions=@ocp-perf/source','--import','tsx','apps/etcd-analyzer/src/main.ts','--stdio','--log-level','warn'], env: {...process.env}, stderr:'inherit' }));
const tools = await c.listTools(); console.log('start', Math.round(performance.now()-t0))
for (const n of name === 'all' ? tools.tools.map(t=>t.name) : [name]) {
  const t1 = performance.now()
  const a = n==='query_metric' && args==='{}' ? {metric:'etcd_wal_fsync_p99'} : JSON.parse(args)
  const r = await c.callTool({ name: n, arguments: a }).catch(e=>({content:[{text:'PROTO '+e.message}]})); 
  console.log('=====', n, Math.round(performance.now()-t1), 'ms', r.isError?'ERROR':'', JSON.stringify(r.structuredContent??null).length); console.log(r.content[0].text)
  if (process.env.DATA) console.log(JSON.stringify(r.structuredContent,null,1))
}
await c.close()
