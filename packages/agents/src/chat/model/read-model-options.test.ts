import { expect, test } from 'vitest'
import { readModelOptions } from './read-model-options.ts'

const key = { OPENAI_API_KEY: ' sk-1 ' }

test('without a key there is no model, whatever else the environment says', () => {
  expect(readModelOptions({ BASE_URL: 'not an address', MODEL_TIMEOUT: 'long' })).toBeUndefined()
  expect(readModelOptions({ OPENAI_API_KEY: ' ' })).toBeUndefined()
})

test('the environment names the model, its endpoint and how patient one is with it', () => {
  const all = {
    MODEL: 'm',
    BASE_URL: 'http://here/v1',
    MODEL_TEMPERATURE: '0.5',
    MODEL_TIMEOUT: '7',
    MODEL_RETRIES: '0',
  }
  expect(readModelOptions({ ...key, ...all })).toEqual({
    apiKey: 'sk-1',
    name: 'm',
    baseUrl: 'http://here/v1',
    temperature: 0.5,
    timeoutMs: 7000,
    maxRetries: 0,
  })
  expect(readModelOptions({ ...key, ...all, OPENAI_BASE_URL: 'http://there/v1' })?.baseUrl).toBe('http://there/v1')
  expect(readModelOptions({ ...key, MODEL: '' })).toMatchObject({ name: 'gpt-4o-mini', baseUrl: undefined })
})

test('what a command line said takes the place of the environment', () => {
  expect(readModelOptions({ ...key, MODEL: 'm' }, { model: 'other' })?.name).toBe('other')
})

test.each([
  [{ OPENAI_BASE_URL: 'ftp://here' }, /http or https/],
  [{ MODEL_TIMEOUT: 'long' }, /^MODEL_TIMEOUT: /],
])('what cannot be used is refused by name, and the key is not in it: %j', (env, message) => {
  expect(() => readModelOptions({ ...key, ...env })).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }),
  )
})
