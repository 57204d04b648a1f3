import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { authenticatorFor } from './caller-settings.ts'

const issuer = 'https://issuer.example'

test('callers are told apart by what is configured, and by nothing where nothing is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callers-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'token')
  writeFileSync(file, '0123456789abcdef0123\n')
  expect(await authenticatorFor({})).toBeUndefined()
  expect((await authenticatorFor({ 'token-file': file }))?.note).toContain('one tenant')
  const settings = { 'oidc-issuer': issuer, 'oidc-audience': 'perf', 'oidc-group': 'sre' }
  expect((await authenticatorFor(settings))?.note).toMatch(/issuer\.example .* perf and the group sre/)
})

test.each([
  [{ 'oidc-issuer': issuer }, '--oidc-issuer needs --oidc-audience'],
  [{ 'oidc-audience': 'perf' }, '--oidc-audience says nothing without --oidc-issuer'],
  [{ 'oidc-group': 'sre', 'token-file': '/nowhere' }, '--oidc-group says nothing without --oidc-issuer'],
  [{ 'oidc-issuer': issuer, 'oidc-audience': 'perf', 'token-file': '/nowhere' }, 'not either'],
  [{ 'oidc-issuer': 'http://issuer.example', 'oidc-audience': 'perf' }, 'not an https address'],
])('%j is refused', async (settings, said) => {
  await expect(authenticatorFor(settings)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(said),
    hint: expect.any(String),
  })
})
