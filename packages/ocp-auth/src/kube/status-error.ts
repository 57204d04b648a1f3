import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type AccessRule, describeRule, missingRuleHint } from '../access-rule.ts'
import { parseJson } from '../parse-json.ts'
import type { CredentialKind } from './kube-source.ts'

const statusSchema = z.object({ kind: z.literal('Status'), message: z.string().optional() })

export interface Refusal {
  server: string
  status: number
  body: string
  retryAfter?: string | undefined
  rule: AccessRule
  credentialKind: CredentialKind
}

/** The error for a reply of the API server that is no success; a 403 carries the missing RBAC rule as its hint. */
export function statusError(refusal: Refusal): AppError {
  const { server, status, rule } = refusal
  const said = messageOf(refusal.body)
  const what = describeRule(rule)
  const who = `The API server ${server}`
  switch (status) {
    case 401:
      return new AppError('unauthorized', `${who} did not accept the ${loginWords(refusal.credentialKind)}.`, {
        hint: loginHint(refusal.credentialKind),
      })
    case 403:
      return new AppError('forbidden', `${who} refused to let this account ${what}.`, { hint: missingRuleHint(rule) })
    case 404:
      return new AppError('not_found', `${who} has no such thing: ${what}.`, {
        hint: 'Check the name and namespace, and that the cluster serves this API.',
      })
    case 409:
      return new AppError('conflict', `${who} reported a conflict on ${what}${said}.`, { hint: 'Try again.' })
    case 429:
      return new AppError('rate_limited', `${who} is throttling requests.`, {
        hint: 'Wait and try again; the server is under load or a flow schema limits this account.',
        ...retryAfterSeconds(refusal.retryAfter),
      })
    default:
      return new AppError('upstream', `${who} answered ${status} to ${what}${said}.`, {
        hint: status >= 500 ? 'The server or what it relies on is failing; look at its log.' : 'Check the request.',
        retryable: status >= 500,
      })
  }
}

function messageOf(body: string): string {
  const parsed = statusSchema.safeParse(parseJson(body))
  const message = parsed.success ? parsed.data.message : undefined
  return message ? `: ${message.slice(0, 300)}` : ''
}

function retryAfterSeconds(header: string | undefined): { retryAfterSeconds?: number } {
  const seconds = Number(header)
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {}
}

function loginWords(kind: CredentialKind): string {
  return kind === 'nothing' ? 'request, which carried no credentials' : kind
}

function loginHint(kind: CredentialKind): string {
  switch (kind) {
    case 'token':
      return 'The token has expired or was revoked; log in again with `oc login`.'
    case 'token file':
      return 'The token in the file has expired or belongs to another cluster; whoever rotates it must write a new one.'
    case 'exec plugin':
    case 'auth provider':
      return 'Log in again with the tool that this kubeconfig names.'
    case 'client certificate':
      return 'The client certificate has expired or was issued by a CA that this cluster does not trust.'
    default:
      return 'Log in with `oc login`, or give the kubeconfig user a token, a certificate or an exec plugin.'
  }
}
