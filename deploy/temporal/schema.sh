#!/bin/sh
# Makes Temporal's databases and brings their schemas forward. Runs before each start of the server; does nothing when all is current.
set -eu

sql() {
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --pw "$POSTGRES_PWD" --db "$database" "$@"
}

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  sql "$database" create
  sql "$database" setup-schema -v 0.0
  sql "$database" update-schema --schema-name "postgresql/v12/${pair##*:}"
done
