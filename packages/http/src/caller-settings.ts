import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type Authenticate, staticToken } from './authenticate.ts'
import { oidc } from './oidc.ts'
import { readTokenFile } from './read-token-file.ts'

/** What a command line may say about an OIDC issuer, and the variables that say the same. */
export const oidcFlags = {
  'oidc-issuer': {
    value: 'URL',
    env: 'OCP_PERF_OIDC_ISSUER',
    help: 'OIDC issuer whose tokens callers must send, in place of --token-file.',
  },
  'oidc-audience': {
    value: 'NAME',
    env: 'OCP_PERF_OIDC_AUDIENCE',
    help: 'Audience that those tokens must be made for, such as the client id of a proxy.',
  },
  'oidc-group': {
    value: 'NAME',
    env: 'OCP_PERF_OIDC_GROUP',
    help: 'Group that callers must be in, by the claim "groups" of their tokens.',
  },
} as const

const text = z.string().trim().min(1).optional()

export const oidcSettingsSchema = z.object({ 'oidc-issuer': text, 'oidc-audience': text, 'oidc-group': text })

interface CallerSettings extends z.output<typeof oidcSettingsSchema> {
  'token-file'?: string | undefined
}

/** How callers are told apart, by what flags and environment say; undefined where they say nothing. `invalid_input` for half of it. */
export async function authenticatorFor(settings: CallerSettings): Promise<Authenticate | undefined> {
  const { 'token-file': file, 'oidc-issuer': issuer, 'oidc-audience': audience, 'oidc-group': group } = settings
  if (issuer === undefined) {
    const stray = audience === undefined ? group && 'oidc-group' : 'oidc-audience'
    if (stray !== undefined) throw contradiction(`--${stray} says nothing without --oidc-issuer.`)
    return file === undefined ? undefined : staticToken(await readTokenFile(file))
  }
  if (file !== undefined)
    throw contradiction('Callers send the token of --token-file or one of --oidc-issuer, not either.')
  if (audience === undefined) {
    throw contradiction('--oidc-issuer needs --oidc-audience: a token for any other service would else be let in.')
  }
  return oidc({ issuer, audience, group })
}

function contradiction(message: string): AppError {
  return new AppError('invalid_input', message, {
    hint: 'What a flag leaves out is taken from OCP_PERF_TOKEN_FILE and OCP_PERF_OIDC_…; --help names them all.',
  })
}
