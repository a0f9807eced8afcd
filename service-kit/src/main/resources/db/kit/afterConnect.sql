-- Replicas serve on while a migration runs: who waits long for a table makes all others wait behind it. A migration that gets no lock in this time fails, changes nothing and may be run again.
set lock_timeout = '5s';
