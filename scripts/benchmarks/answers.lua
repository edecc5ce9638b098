-- For wrk: counts the answers by status and prints them as one line of JSON.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

statuses = {}

function response(status)
  local name = tostring(status)
  statuses[name] = (statuses[name] or 0) + 1
end

function done(summary, latency)
  local total = {}
  for _, thread in ipairs(threads) do
    for name, count in pairs(thread:get("statuses")) do
      total[name] = (total[name] or 0) + count
    end
  end
  local parts = {}
  for name, count in pairs(total) do
    table.insert(parts, string.format('"%s": %d', name, count))
  end
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "bytes": %d, "errors": %d, "p50": %f, "p99": %f, "statuses": {%s}}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, table.concat(parts, ", ")))
end
