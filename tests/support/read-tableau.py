"""Opens every .tdsx of a folder as Tableau does and prints what is in it as JSON; of a .tds only its document."""
import json, os, sys, tempfile, zipfile
import xml.etree.ElementTree as xml
from tableauhyperapi import Connection, HyperProcess, TableName, Telemetry


def plain(value):
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def document(text):
    root = xml.fromstring(text)
    connection = root.find('.//named-connection/connection').attrib
    return {
        'connection': connection,
        'table': root.find('./connection/relation').attrib['table'],
        'columns': {c.attrib['name']: c.attrib['datatype'] for c in root.findall('./column')},
        'formulas': [c.attrib['formula'] for c in root.findall('./column/calculation')],
    }


def extract(hyper, path, name):
    with Connection(hyper.endpoint, path) as connection:
        table = TableName('Extract', name)
        definition = connection.catalog.get_table_definition(table)
        columns = {c.name.unescaped: str(c.type) for c in definition.columns}
        rows = connection.execute_list_query(f'SELECT * FROM {table}')
        return {'columns': columns, 'rows': [dict(zip(columns, map(plain, row))) for row in rows]}


folder, found = sys.argv[1], {}
with tempfile.TemporaryDirectory() as scratch:
    with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters={'log_config': ''}) as hyper:
        for file in sorted(os.listdir(folder)):
            name, kind = os.path.splitext(file)
            path = os.path.join(folder, file)
            if kind == '.tds':
                found[name] = document(open(path, encoding='utf-8').read())
            if kind == '.tdsx':
                with zipfile.ZipFile(path) as package:
                    assert package.testzip() is None
                    found[name] = document(package.read(f'{name}.tds'))
                    inside = found[name]['connection']['dbname']
                    found[name]['extract'] = extract(hyper, package.extract(inside, scratch), name)
print(json.dumps(found, ensure_ascii=False))
