// Stock clients and a native one in one room, over every transport: node people.mjs URL
// Some of them talk until a line comes in. What everybody has received comes out as the last line, in JSON.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";
import { WebSocket } from "ws";

const url = process.argv[2];
const room = "大厅 #1";
const transports = [["websocket"], ["polling"], ["polling", "websocket"]];
const people = [];
const acked = [];
let talking = true;

setTimeout(() => {
  console.log("no end in time");
  process.exit(1);
}, 120_000);

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// RFC 9562, section 5.7.
function uuid7() {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = crypto.randomUUID().slice(19);
  const third = "7" + crypto.randomUUID().slice(15, 18);
  return `${time.slice(0, 8)}-${time.slice(8)}-${third}-${rest}`;
}

function stock(name, over) {
  const person = { name, received: [], recovered: 0, anew: 0, connects: 0, at: undefined };
  const socket = io(url, { transports: over, forceNew: true, auth: {} });
  person.socket = socket;
  person.send = async (message, id) => {
    while (true) {
      try {
        const ack = await socket.timeout(5_000).emitWithAck("sendMessage", { roomId: room, message, id });
        if (ack.status === "ok") {
          return ack;
        }
        await sleep(ack.retryAfter ?? 200);
      } catch {
        await sleep(200);
      }
    }
  };
  socket.on("receiveMessage", (message) => {
    person.received.push(message.id);
    person.at = message.at;
  });
  person.inside = new Promise((resolve) => {
    socket.on("connect", async () => {
      person.connects++;
      if (person.connects > 1 && socket.recovered) {
        person.recovered++;
        console.log("again", name);
        return;
      }
      person.anew += person.connects > 1 ? 1 : 0;
      for (let status = ""; status !== "ok"; ) {
        const ack = await socket
          .timeout(5_000)
          .emitWithAck("joinRoom", { roomId: room, ...(person.at && { at: person.at }) })
          .catch(() => ({}));
        status = ack.status;
      }
      resolve();
    });
  });
  people.push(person);
  return person;
}

// Only hears; comes back with its position as docs/protocol.md says.
function native(name, token) {
  const person = { name, received: [], recovered: 0, anew: 0, at: undefined };
  person.inside = new Promise((resolve) => {
    const connect = () => {
      const socket = new WebSocket(url.replace("http", "ws") + "/ws", ["chat.v1", token]);
      socket.on("error", () => {});
      socket.on("close", () => setTimeout(connect, 300));
      socket.on("message", (data) => {
        const frame = JSON.parse(data);
        if (frame.type === "connected") {
          socket.send(JSON.stringify({ type: "join", ref: "1", room, at: person.at }));
        } else if (frame.type === "joined") {
          person.at ??= frame.from;
          resolve();
        } else if (frame.type === "chat" && frame.prev === person.at) {
          person.received.push(frame.id);
          person.at = frame.at;
        }
      });
    };
    connect();
  });
  people.push(person);
}

async function talk(person) {
  for (let i = 0; talking; i++) {
    const id = uuid7();
    await person.send(`${person.name} ${i}`, id);
    acked.push(id);
    await sleep(50);
  }
}

const guest = await fetch(url + "/api/guest", { method: "POST", body: JSON.stringify({ name: "Native" }) });
native("native", (await guest.json()).token);
for (let i = 0; i < 9; i++) {
  stock(`stock ${i} ${transports[i % 3]}`, transports[i % 3]);
}
await Promise.all(people.map((person) => person.inside));
console.log("talking");
const talks = people.filter((person) => person.send).slice(0, 3).map(talk);
await new Promise((resolve) => createInterface({ input: process.stdin }).once("line", resolve));
talking = false;
await Promise.all(talks);
for (let i = 0; i < 300 && people.some((person) => !acked.every((id) => person.received.includes(id))); i++) {
  await sleep(100);
}
const results = people.map(({ name, received, recovered, anew }) => ({ name, received, recovered, anew }));
console.log(JSON.stringify({ acked, people: results }));
process.exit(0);
