import type { Result } from "ioredis";

declare module "ioredis" {
  interface RedisCommander<Context> {
    recordPendingWrite(...args: ScriptArguments): Result<unknown, Context>;
    acquireLease(...args: ScriptArguments): Result<unknown, Context>;
    renewLease(...args: ScriptArguments): Result<unknown, Context>;
    releaseLease(...args: ScriptArguments): Result<unknown, Context>;
    applyBatch(...args: ScriptArguments): Result<unknown, Context>;
    completeReplica(...args: ScriptArguments): Result<unknown, Context>;
    clearReplica(...args: ScriptArguments): Result<unknown, Context>;
  }
}

type ScriptArgument = string | number | Buffer;
/**
 * ioredis flattens the lists. A JavaScript call with hundreds of thousands of arguments would overflow the
 * stack.
 */
type ScriptArguments = readonly (ScriptArgument | readonly ScriptArgument[])[];

/**
 * KEYS: lease, state, records, index. ARGV: the lease id, and the expected revision.
 *
 * A leader loses write access if another process has become the leader, if Redis has lost recent data in a
 * restart, or if a key was evicted. It then has to acquire the lease again and read the checkpoint. All checks
 * run before the first write, because Redis does not roll back.
 */
const check = `
local function isWhole()
  local has = redis.call('HMGET', KEYS[2], 'records', 'indexed')
  return redis.call('HLEN', KEYS[3]) == tonumber(has[1] or 0) and redis.call('ZCARD', KEYS[4]) == tonumber(has[2] or 0)
end
local function revision()
  return redis.call('HGET', KEYS[2], 'revision') or '0'
end
local function mayWrite()
  return redis.call('HGET', KEYS[1], 'id') == ARGV[1] and revision() == ARGV[2] and isWhole()
end
`;

/**
 * KEYS: additionally the lock. ARGV: the previous lease id of this process, the lease duration in
 * milliseconds, a new random string. Returns the lease id, the revision, and 1 if the replica was intact;
 * false if another process holds the lock. Clears a replica that is not intact.
 */
const acquireLease = `${check}
local holder = redis.call('GET', KEYS[5])
if holder and holder ~= ARGV[1] then return false end
local whole = isWhole() and 1 or 0
if whole == 0 then redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4]) end
local id = redis.call('HINCRBY', KEYS[1], 'epoch', 1) .. ':' .. ARGV[3]
redis.call('HSET', KEYS[1], 'id', id)
redis.call('SET', KEYS[5], id, 'PX', ARGV[2])
return { id, revision(), whole }
`;

/**
 * KEYS: lease, lock. ARGV: the lease id, the lease duration in milliseconds. Also renews an expired lease,
 * unless another process has acquired it.
 */
const renewLease = `
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** KEYS: lock. ARGV: the lease id, the channel, the message to publish. */
const releaseLease = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`;

/**
 * ARGV: additionally, in this order:
 *
 *     channel message
 *     number-of-state-strings (field value)*
 *     number-of-records (organization user record)*
 *     (organization user)*
 *
 * The last group contains the users whose records are deleted. Publishes the message, unless it is empty,
 * together with the changes: a leader that crashes cannot omit it. Returns the new revision, or false without
 * write access.
 */
const applyBatch = `${check}
if not mayWrite() then return false end
-- unpack is limited by the Lua stack of 8000 values: write in chunks.
local fields = 5 + ARGV[5]
for first = 6, fields, 2000 do
  redis.call('HSET', KEYS[2], unpack(ARGV, first, math.min(first + 1999, fields)))
end
local records = fields + 1 + 3 * ARGV[fields + 1]
for first = fields + 2, records, 3000 do
  local pairs, members = {}, {}
  for at = first, math.min(first + 2997, records), 3 do
    pairs[#pairs + 1] = ARGV[at + 1]
    pairs[#pairs + 1] = ARGV[at + 2]
    members[#members + 1] = '0'
    members[#members + 1] = ARGV[at] .. '\\0' .. ARGV[at + 1]
  end
  redis.call('HSET', KEYS[3], unpack(pairs))
  redis.call('ZADD', KEYS[4], unpack(members))
end
for first = records + 1, #ARGV, 2000 do
  local users, members = {}, {}
  for at = first, math.min(first + 1998, #ARGV), 2 do
    users[#users + 1] = ARGV[at + 1]
    members[#members + 1] = ARGV[at] .. '\\0' .. ARGV[at + 1]
  end
  redis.call('HDEL', KEYS[3], unpack(users))
  redis.call('ZREM', KEYS[4], unpack(members))
end
redis.call('HSET', KEYS[2], 'records', redis.call('HLEN', KEYS[3]), 'indexed', redis.call('ZCARD', KEYS[4]))
if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
return tostring(redis.call('HINCRBY', KEYS[2], 'revision', 1))
`;

/**
 * ARGV: additionally the time at which the replica was caught up, by the clock of Redis: the clocks of the
 * processes differ. Then a channel, and the message to publish if the replica was not complete before. Returns
 * the unchanged revision, or false without write access.
 */
const completeReplica = `${check}
if not mayWrite() then return false end
if not redis.call('HGET', KEYS[2], 'completeAt') then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
redis.call('HSET', KEYS[2], 'completeAt', ARGV[3])
return ARGV[2]
`;

/** Returns the new revision, or false without write access. */
const clearReplica = `${check}
if not mayWrite() then return false end
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
return tostring(redis.call('HINCRBY', KEYS[2], 'revision', ARGV[2] + 1))
`;

/**
 * KEYS: the user's pending write. ARGV: the date of the change or an empty string, milliseconds until the
 * write expires, milliseconds until the key is deleted. Stores the date, a space, and the time of expiry.
 *
 * Writes through two processes can finish in any order. The later of two known dates is kept.
 */
const recordPendingWrite = `
local known, date = redis.call('GET', KEYS[1]), ARGV[1]
local before = known and string.match(known, '^(%d+) ')
if before and date ~= '' and tonumber(before) > tonumber(date) then date = before end
local now = redis.call('TIME')
local over = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[2])
redis.call('SET', KEYS[1], date .. ' ' .. over, 'PX', ARGV[3])
return 1
`;

/** Redis runs each script atomically. */
export const scripts = {
  recordPendingWrite: { lua: recordPendingWrite, numberOfKeys: 1 },
  acquireLease: { lua: acquireLease, numberOfKeys: 5 },
  renewLease: { lua: renewLease, numberOfKeys: 2 },
  releaseLease: { lua: releaseLease, numberOfKeys: 1 },
  applyBatch: { lua: applyBatch, numberOfKeys: 4 },
  completeReplica: { lua: completeReplica, numberOfKeys: 4 },
  clearReplica: { lua: clearReplica, numberOfKeys: 4 },
};
