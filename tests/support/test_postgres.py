"""Each worker has a PostgreSQL database of its own, empty at first and gone afterwards."""

from sqlalchemy import URL, Engine, create_engine, text

from tests.support.postgres import database_on


def answer(engine: Engine, question: str) -> object:
    with engine.connect() as db:
        return db.execute(text(question)).scalar()


def test_a_worker_has_an_empty_postgres(postgres_url: str, worker_id: str) -> None:
    engine = create_engine(postgres_url)
    assert str(answer(engine, "SELECT current_database()")).endswith(worker_id)
    assert answer(engine, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    engine.dispose()


def test_a_database_goes_even_while_somebody_is_connected(postgres_server: URL, worker_id: str) -> None:
    name = f"relief_passing_{worker_id}"
    with database_on(postgres_server, name) as url:
        lingering = create_engine(url)
        connection = lingering.connect()
        connection.execute(text("SELECT 1"))
    server = create_engine(postgres_server)
    assert answer(server, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == 0
    connection.invalidate()
    connection.close()
    lingering.dispose()
    server.dispose()
