import { expect, test } from 'vitest'
import { askAddress, askedQuestion } from './ask-address.ts'

test.each(['Why is 100% of /var busy?', 'Größe & Grund # 1', 'a%3Fb'])('“%s” is asked as it was meant', (question) => {
  const [, , part = ''] = askAddress(question).split('/')
  expect(askedQuestion(decodeURI(part))).toBe(question)
})

test('a question that somebody typed into the address is asked as well', () => {
  expect(askedQuestion('Why 100% busy')).toBe('Why 100% busy')
})
