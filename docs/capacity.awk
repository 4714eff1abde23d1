# Prints the plan of docs/capacity.md from the unit costs that stand there.
#
# Usage: awk -f docs/capacity.awk docs/capacity.md
#
# Reads the rows `| NAME | value | ...` of the page, so a figure is changed in one place; a test compares the page with what
# this prints.

/^\| `[A-Z_]+` \|/ {
  name = $2
  gsub(/`/, "", name)
  value = $4
  gsub(/,/, "", value)
  unit[name] = value + 0
}

function ceil(x) { return x == int(x) ? x : int(x) + 1 }
function max(a, b) { return a > b ? a : b }
function min(a, b) { return a < b ? a : b }

# 1234567 as 1,234,567
function grouped(x,   text, out) {
  text = sprintf("%.0f", int(x))
  while (length(text) > 3) {
    out = "," substr(text, length(text) - 2) out
    text = substr(text, 1, length(text) - 3)
  }
  return text out
}

function row(title, a, b, c) { printf "| %s | %s | %s | %s |\n", title, a, b, c }

END {
  split("10000 1000000 10000000", size, " ")
  for (i = 1; i <= 3; i++) {
    c = size[i]
    m[i] = c * unit["MESSAGES"]
    d[i] = m[i] * unit["RECIPIENTS"]
    cores[i] = d[i] / unit["DELIVERIES"] / unit["FULL"]
    nodes[i] = max(3, 1 + max(ceil(cores[i] / unit["NODE_CORES"]), ceil(c / unit["NODE_SOCKETS"])))
    held[i] = ceil(c / (nodes[i] - 1))
    memory[i] = 0.5 + held[i] * unit["SOCKET_BYTES"] * 2 / 2 ^ 30
    copies[i] = min(nodes[i], unit["RECIPIENTS"])
    redis[i] = m[i] * (unit["APPEND_US"] + unit["COPY_US"] * copies[i]) / 1e6
    shards[i] = ceil(redis[i] / unit["FULL"])
    alone[i] = unit["FULL"] * 1e6 / (unit["APPEND_US"] + unit["COPY_US"] * copies[i]) / unit["MESSAGES"]
    postgres[i] = m[i] / unit["ROWS"]
    disk[i] = m[i] * 86400 * unit["DAY"] * unit["ROW_BYTES"] / 2 ^ 30
    out[i] = d[i] * unit["DELIVERY_BYTES"] * 8 / 1e6
    balancers[i] = max(2, 1 + ceil(c / unit["LB_SOCKETS"]))
    lb[i] = ceil(c / max(1, balancers[i] - 1)) * unit["LB_BYTES"] / 2 ^ 30
  }
  row("connections", grouped(size[1]), grouped(size[2]), grouped(size[3]))
  print "|---|---|---|---|"
  row("messages a second", grouped(m[1]), grouped(m[2]), grouped(m[3]))
  row("deliveries a second", grouped(d[1]), grouped(d[2]), grouped(d[3]))
  row("**nodes**, one of them spare", grouped(nodes[1]), grouped(nodes[2]), grouped(nodes[3]))
  row("cores that deliveries take, at `FULL`", sprintf("%.1f", cores[1]), sprintf("%.1f", cores[2]), sprintf("%.1f", cores[3]))
  row("sockets of a node, one node away", grouped(held[1]), grouped(held[2]), grouped(held[3]))
  row("memory of a node, GB", sprintf("%.1f", memory[1]), sprintf("%.1f", memory[2]), sprintf("%.1f", memory[3]))
  row("**Redis masters**", shards[1], shards[2], shards[3])
  row("cores that Redis is busy with, of one each", sprintf("%.2f", redis[1]), sprintf("%.2f", redis[2]), sprintf("%.2f", redis[3]))
  row("connections for which one would do", grouped(alone[1]), grouped(alone[2]), grouped(alone[3]))
  row("**PostgreSQL**: cores for the archive", sprintf("%.2f", postgres[1]), sprintf("%.2f", postgres[2]), sprintf("%.2f", postgres[3]))
  row("rows, GB a day", sprintf("%.1f", disk[1]), grouped(disk[2]), grouped(disk[3]))
  row("**load balancers**, one of them spare", grouped(balancers[1]), grouped(balancers[2]), grouped(balancers[3]))
  row("memory of one for sockets, GB", sprintf("%.1f", lb[1]), sprintf("%.1f", lb[2]), sprintf("%.1f", lb[3]))
  row("**network** to clients, Mbit/s", grouped(out[1]), grouped(out[2]), grouped(out[3]))
  hours = 730
  for (i = 1; i <= 3; i++) {
    c = size[i]
    memory_cost[i] = c * (unit["SOCKET_BYTES"] * 2 + unit["LB_BYTES"]) / 2 ^ 30 * unit["MEMORY_COST"]
    network_cost[i] = d[i] * unit["DAY"] * unit["DELIVERY_BYTES"] * hours * 3600 / 1e12 * unit["NETWORK_COST"] / hours
    disk_cost[i] = disk[i] * 30 * unit["DISK_COST"] / hours
  }
  row("reconnects a second while a node drains", grouped(held[1] / 20), grouped(held[2] / 20), grouped(held[3] / 20))
  row("costs as much as so many cores: deliveries", sprintf("%.1f", cores[1]), sprintf("%.1f", cores[2]), sprintf("%.1f", cores[3]))
  row("memory for sockets", sprintf("%.1f", memory_cost[1]), sprintf("%.1f", memory_cost[2]), sprintf("%.1f", memory_cost[3]))
  row("network to clients", sprintf("%.1f", network_cost[1]), sprintf("%.1f", network_cost[2]), sprintf("%.1f", network_cost[3]))
  row("disk, for each month that is kept", sprintf("%.1f", disk_cost[1]), sprintf("%.1f", disk_cost[2]), sprintf("%.1f", disk_cost[3]))
}
