-- What the role of the nodes may do, given by the owner after each migration. A new table needs its line here.
--
-- The archive only grows: nobody but the owner can change or remove a message. UPDATE is also what locks on rows want.

GRANT SELECT ON flyway_schema_history TO :node;
GRANT SELECT, INSERT ON deployment TO :node;
GRANT SELECT, INSERT, UPDATE ON partition_epoch TO :node;
GRANT SELECT, INSERT, UPDATE ON room_head TO :node;
GRANT SELECT, INSERT ON publication TO :node;
GRANT SELECT, INSERT ON dead_publication TO :node;
