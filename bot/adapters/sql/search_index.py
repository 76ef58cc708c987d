"""The index of every three characters in a row of what cases can be found by, in each database's own way.

FTS5 has it as the tokenizer ``trigram`` (sqlite.org/fts5.html, 4.3.5); the table itself keeps the text, and triggers
keep the two alike. PostgreSQL has it as the extension ``pg_trgm``, which not every server lets a program install; here
are the same characters, as bytes, in an index of arrays, which every server has. They are bytes because PostgreSQL has
to walk through a text to find its n-th character.
"""

SQLITE = (
    """
    CREATE VIRTUAL TABLE searchable_words
    USING fts5(words, content='searchable', content_rowid='id', tokenize='trigram case_sensitive 1')
    """,
    """
    CREATE TRIGGER searchable_words_insert AFTER INSERT ON searchable
    BEGIN INSERT INTO searchable_words (rowid, words) VALUES (NEW.id, NEW.words); END
    """,
    """
    CREATE TRIGGER searchable_words_delete AFTER DELETE ON searchable
    BEGIN INSERT INTO searchable_words (searchable_words, rowid, words) VALUES ('delete', OLD.id, OLD.words); END
    """,
    """
    CREATE TRIGGER searchable_words_update AFTER UPDATE OF words ON searchable
    BEGIN
        INSERT INTO searchable_words (searchable_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO searchable_words (rowid, words) VALUES (NEW.id, NEW.words);
    END
    """,
    # Parts of the index are merged when there are this many of them: seldom, for then somebody who writes has to wait.
    "INSERT INTO searchable_words (searchable_words, rank) VALUES ('automerge', 16)",
)

POSTGRESQL = (
    """
    CREATE FUNCTION trigrams(written text) RETURNS bytea[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS $$
    DECLARE bytes bytea := convert_to(written, 'UTF8');
    BEGIN RETURN ARRAY(SELECT substr(bytes, n, 3) FROM generate_series(1, length(bytes) - 2) AS n); END $$
    """,
    """
    CREATE FUNCTION trigrams_of(words text[]) RETURNS bytea[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    BEGIN RETURN ARRAY(SELECT DISTINCT unnest(trigrams(word)) FROM unnest(words) AS word); END $$
    """,
    "CREATE INDEX ix_searchable_trigrams ON searchable USING gin (trigrams(words))",
)
