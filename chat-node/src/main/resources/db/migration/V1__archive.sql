-- The archive: all messages for ever, in the order of their rooms.

-- One row: what was fixed when this deployment was created.
CREATE TABLE deployment (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  partitions integer NOT NULL
);

-- The generation of each partition's history in Redis, and the replication id that it belongs to.
CREATE TABLE part (
  p      integer PRIMARY KEY,
  gen    bigint NOT NULL,
  replid text   NOT NULL
);

-- The newest archived position of each room: the archiver's compare-and-set.
CREATE TABLE head (
  room text COLLATE "C" PRIMARY KEY,
  ep   bigint NOT NULL,
  n    bigint NOT NULL
);

-- body is the JSON object of the message as clients get it; the other columns are what the database itself looks for.
CREATE TABLE msg (
  room   text COLLATE "C" NOT NULL,
  ep     bigint NOT NULL,
  n      bigint NOT NULL,
  pep    bigint NOT NULL,
  pn     bigint NOT NULL,
  id     uuid   NOT NULL,
  sender text COLLATE "C" NOT NULL,
  ts     bigint NOT NULL,
  origin text   NOT NULL,
  body   text   NOT NULL,
  PRIMARY KEY (room, ep, n),
  UNIQUE (room, sender, id)
);

-- Entries that the database refuses; a tombstone stands in msg in their place.
CREATE TABLE archive_dead (
  room      text COLLATE "C" NOT NULL,
  ep        bigint NOT NULL,
  n         bigint NOT NULL,
  raw       bytea  NOT NULL,
  reason    text   NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (room, ep, n)
);
