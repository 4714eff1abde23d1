-- The archive: all publications for ever, in the order of their rooms.

-- One row: what was fixed when this deployment was created.
CREATE TABLE deployment (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  partitions integer NOT NULL
);

-- The epoch of each partition, and the incarnation of Redis that it was given to.
CREATE TABLE partition_epoch (
  partition   integer PRIMARY KEY,
  epoch       bigint NOT NULL,
  incarnation text   NOT NULL
);

-- The newest archived position of each room: the archiver's compare-and-set.
CREATE TABLE room_head (
  room      text COLLATE "C" PRIMARY KEY,
  at_epoch  bigint NOT NULL,
  at_offset bigint NOT NULL
);

-- Events of all kinds. body is the JSON object as clients get it; the other columns are what the database itself looks for.
CREATE TABLE publication (
  room        text COLLATE "C" NOT NULL,
  at_epoch    bigint NOT NULL,
  at_offset   bigint NOT NULL,
  prev_epoch  bigint NOT NULL,
  prev_offset bigint NOT NULL,
  id          uuid   NOT NULL,
  sender      text COLLATE "C" NOT NULL,
  accepted_at bigint NOT NULL, -- ms since 1970, by the clock of the node that accepted it
  origin      text   NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  body        text   NOT NULL,
  PRIMARY KEY (room, at_epoch, at_offset),
  UNIQUE (room, sender, id)
);

-- Entries that the database refuses; a tombstone stands in publication in their place.
CREATE TABLE dead_publication (
  room      text COLLATE "C" NOT NULL,
  at_epoch  bigint NOT NULL,
  at_offset bigint NOT NULL,
  raw       bytea  NOT NULL,
  reason    text   NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (room, at_epoch, at_offset)
);
