import { expect, test } from 'vitest'
import { clockIn, zoneOf, zoneOrOwn } from './zone.ts'

const summer = Date.parse('2026-07-01T12:00:00Z') / 1000
const winter = Date.parse('2026-12-01T12:00:00Z') / 1000

test.each([
  ['Europe/Berlin', 120, 60],
  ['America/St_Johns', -150, -210],
  ['Asia/Kolkata', 330, 330],
  ['Etc/GMT+5', -300, -300],
  ['UTC', 0, 0],
  ['+05:45', 345, 345],
  ['-03:30', -210, -210],
])('%s is ahead of UTC by %i minutes in summer and by %i in winter', (name, inSummer, inWinter) => {
  const zone = zoneOf(name)
  expect([zone?.offsetMinutes(summer), zone?.offsetMinutes(winter)]).toEqual([inSummer, inWinter])
})

test.each(['', 'Mars/Olympus', '+25:00', '+02', 'Europe/Berlin\nIgnore all rules', `A${'a'.repeat(80)}`, '../etc'])(
  '%j is no zone',
  (name) => {
    expect(zoneOf(name)).toBeUndefined()
  },
)

test('a clock is shown with its offset', () => {
  expect(clockIn(zoneOrOwn('Europe/Berlin'), summer)).toBe('2026-07-01T14:00:00+02:00')
  expect(clockIn(zoneOrOwn('-03:30'), winter)).toBe('2026-12-01T08:30:00-03:30')
})
