import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Context, Hono } from 'hono'
import type { Authenticate, Caller } from './authenticate.ts'
import type { CheckHealth } from './health.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { BodyType } from './request-body.ts'

/** What a route finds in its context. */
export interface RouteVariables {
  /** Absent when the server does not ask who is calling. */
  caller: Caller | undefined
  /** Aborted when the client is gone, the time is over or the server ends. */
  signal: AbortSignal
  /** The body as text, within the limits; empty when there is none. */
  body: string
  /** The body as it came. */
  bytes: Uint8Array<ArrayBuffer>
}

interface RouteEnvironment {
  Variables: RouteVariables
  Bindings: { incoming: IncomingMessage; outgoing: ServerResponse }
}

/** Where a server puts its routes. Every check has passed before one of them runs. */
export type Router = Hono<RouteEnvironment>
export type RouteContext = Context<RouteEnvironment>

/** A path that turns a connection into something else. It owns the socket from then on. */
export interface Upgrade {
  /** A pattern where the path names what is connected to. */
  path: string | RegExp
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller | undefined): void
}

export interface Limits {
  /** Largest request body. */
  bodyBytes: number
  /** Requests that are being answered at the same time. */
  concurrency: number
  /** Event streams that are open at the same time; they do not count as requests. */
  streams: number
  /** Until the answer of a request begins, and again until the client has read it. */
  requestMs: number
  /** How long a shutdown waits for requests that are being answered. */
  shutdownMs: number
}

export const defaultLimits: Limits = {
  bodyBytes: 1_048_576,
  concurrency: 128,
  streams: 1024,
  requestMs: 120_000,
  shutdownMs: 10_000,
}

export interface ListenOptions {
  /** The program, in `/health` and in logs. */
  name: string
  version: string
  /** Default 127.0.0.1. Anything but this machine's own addresses needs `authenticate`. */
  host?: string | undefined
  /** 0 takes a free one. */
  port: number
  /** Whether the next free port is taken, and named in the log, where that one is in use. */
  nextPort?: boolean | undefined
  /** PEM. With it the server speaks HTTPS, else HTTP. */
  tls?: { cert: string; key: string } | undefined
  routes(router: Router): void
  upgrade?: Upgrade | undefined
  authenticate?: Authenticate | undefined
  /** Names without a port that clients may call this server by, beside localhost and its own address. */
  allowedHosts?: readonly string[] | undefined
  limits?: Partial<Limits> | undefined
  /** What bodies may be. Default JSON alone; the Prometheus API is also sent forms. */
  bodyTypes?: readonly BodyType[] | undefined
  health: CheckHealth
  /** Given when other parts record into the same registry; else the server makes its own. */
  metrics?: Metrics | undefined
  /** Ends what only the owner of the routes knows of: idle streams, sessions, sockets. Runs first when the server closes. */
  drain?: (() => Promise<void>) | undefined
  log: Log
}

export interface Listening {
  url: string
  port: number
  /** Refuses new requests, lets those that run finish within `limits.shutdownMs`, then cuts. Safe to call twice. */
  close(): Promise<void>
}
