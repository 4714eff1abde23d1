# Makes the database and its two roles when PostgreSQL makes its data: chat_owner, which owns the tables and migrates them, and
# chat, the nodes' role, which owns nothing. Read by the image's entrypoint (also by deploy/compose.yaml's).
#
# Requires CHAT_OWNER_PASSWORD_FILE and CHAT_NODE_PASSWORD_FILE: files without a line break.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'EOF'
\set owner `cat "$CHAT_OWNER_PASSWORD_FILE"`
\set node `cat "$CHAT_NODE_PASSWORD_FILE"`
CREATE ROLE chat_owner LOGIN PASSWORD :'owner';
CREATE ROLE chat LOGIN PASSWORD :'node';
CREATE DATABASE chat OWNER chat_owner;
EOF
