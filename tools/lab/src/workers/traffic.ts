/**
 * Small bounded traffic for faults of a node's network; runs inside a namespace until ended or out of time.
 *
 *   traffic MODE [--host A] [--port N] [--rate N] [--size N] [--buffer N] [--backlog N] [--connections N] [--seconds 1800]
 */
import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { TrafficMode } from '../injection/traffic-args.ts'

const text = { type: 'string' } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    host: text,
    port: text,
    rate: text,
    size: text,
    buffer: text,
    backlog: text,
    connections: text,
    seconds: text,
  },
})
const host = values.host ?? '127.0.0.1'
const port = Number(values.port ?? 0)
const until = Date.now() + Number(values.seconds ?? 1_800) * 1000
const anyAddress = '0.0.0.0'
const mostConnections = 900

/** Node reads whatever arrives, and accepts whoever connects; only a stopped process does neither. */
function stopReading(): void {
  process.kill(process.pid, 'SIGSTOP')
}

/** Calls `act` at a steady rate; what is late is made up for, at most one second's worth. */
async function atRate(rate: number, act: (index: number) => void): Promise<void> {
  const began = performance.now()
  let done = 0
  while (Date.now() < until) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    done = Math.max(done, due - Math.ceil(rate))
    while (done < due) act(done++)
    await sleep(2)
  }
}

async function udpSink(): Promise<void> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: Number(values.buffer ?? 4_096) })
  await new Promise<void>((resolve) => socket.bind(port, anyAddress, resolve))
  stopReading()
}

async function udpSend(portOf: (index: number) => number): Promise<void> {
  const socket = createSocket('udp4')
  const packet = Buffer.alloc(Number(values.size ?? 32), 'x')
  // A full queue or a refusing host is what these faults are about.
  await atRate(Number(values.rate ?? 100), (index) => socket.send(packet, portOf(index), host, () => {}))
}

async function tcpDeaf(): Promise<void> {
  const server = createServer(() => {})
  await new Promise<void>((resolve) =>
    server.listen({ port, host: anyAddress, backlog: Number(values.backlog ?? 4) }, resolve),
  )
  stopReading()
}

async function tcpConnect(): Promise<void> {
  const open: Socket[] = []
  await atRate(Number(values.rate ?? 60), () => {
    const socket = connect({ host, port })
    socket.on('error', () => {}) // Being refused is the point.
    open.push(socket)
    if (open.length > mostConnections) open.shift()?.destroy()
  })
}

async function tcpHold(): Promise<void> {
  const open = new Set<Socket>()
  await atRate(Number(values.rate ?? 60), () => {
    if (open.size >= Number(values.connections ?? mostConnections)) return
    const socket = connect({ host, port })
    open.add(socket)
    socket.on('error', () => {}) // Whoever is at its limit refuses; the next turn tries again.
    socket.on('close', () => open.delete(socket))
  })
}

async function tcpDrain(): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {}) // A sender that was ended resets its connection.
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen({ port, host: anyAddress }, resolve))
  await sleep(until - Date.now())
  server.close()
}

async function tcpSend(): Promise<void> {
  const block = Buffer.alloc(65_536, 'x')
  const stream = async () => {
    const socket = connect({ host, port })
    socket.on('error', () => {}) // The next turn of the loop connects anew.
    while (Date.now() < until && !socket.destroyed) {
      if (!socket.write(block))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), sleep(1_000)])
    }
    socket.destroy()
  }
  const keepSending = async () => {
    while (Date.now() < until) {
      await stream()
      await sleep(200)
    }
  }
  await Promise.all(Array.from({ length: Number(values.connections ?? 1) }, keepSending))
}

const modes: Record<TrafficMode, () => Promise<void>> = {
  'udp-sink': udpSink,
  'udp-flood': () => udpSend(() => port),
  'udp-flows': () => udpSend((index) => 20_000 + (index % 40_000)),
  'tcp-deaf': tcpDeaf,
  'tcp-connect': tcpConnect,
  'tcp-hold': tcpHold,
  'tcp-drain': tcpDrain,
  'tcp-send': tcpSend,
}
const mode = Object.entries(modes).find(([name]) => name === positionals[0])
if (!mode) throw new Error(`Unknown traffic mode: ${positionals[0]}`)
await mode[1]()
process.exit(0)
