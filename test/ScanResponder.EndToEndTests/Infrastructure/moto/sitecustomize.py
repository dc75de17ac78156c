"""Python runs this before moto_server, whose folder of modules is on PYTHONPATH: what moto works out anew for each call is remembered.

What it answers stays the same. moto lists its own folder, sorts all methods of a class, looks through every account for an access key, and works out
where each member of an answer comes from, each time: a third of the processor's time of these tests, and more with each account. A moto without these
parts does without.
"""

import functools
import gc
import os
import string

import loopback_wsgi
import werkzeug.serving


def remember(owner, name, known):
    setattr(owner, name, known(getattr(owner, name)))


def found(look_up):
    """Keys belong to one account for ever; one that is not known yet is looked for again."""
    accounts = {}

    def account_of(access_key):
        from moto.core import DEFAULT_ACCOUNT_ID

        account = accounts.get(access_key)
        if account is None:
            account = look_up(access_key)
            if account != DEFAULT_ACCOUNT_ID:
                accounts[access_key] = account
        return account

    return account_of


def once(create):
    return lambda self, account_id: None if account_id in self else create(self, account_id)


def for_each_place(look_up):
    """What an object holds for a member: under which names that may be, and what is made of it, depends on the object's type and the place in the answer."""
    from moto.core.serialize import MISSING, AttributePickerContext, XFormedAttributePicker
    from moto.core.utils import get_value

    known = {}

    def value_of(self, value, key, shape):
        picker = self._value_picker
        if type(picker) is not XFormedAttributePicker:
            return look_up(self, value, key, shape)
        operation = self.operation_model
        path = ".".join(self.path)
        about = type(value), operation, path, key
        place = known.get(about)
        if place is None:
            context = AttributePickerContext(value, key, shape, operation, operation.service_model, path)
            transformed = (change for end, change in picker.response_transformers.items() if f"{path}.{key}".endswith(end))
            place = known[about] = tuple(dict.fromkeys(picker.get_possible_keys(context))), next(transformed, None)
        names, transform = place
        for name in names:
            held = get_value(value, name, MISSING)
            if held is not MISSING:
                break
        else:
            held = None
        return held if transform is None else transform(held)

    return value_of


def by_type(_):
    """Which nodes of an expression one walk over it changes depends on their types. Each of a dozen walks asked for the base classes of all nodes."""
    from moto.dynamodb.parsing.ast_nodes import Node

    is_node = functools.cache(lambda kind: issubclass(kind, Node))
    is_changed = functools.cache(lambda walk, kind, changed: issubclass(kind, changed))

    def traverse(self, node, child_id=-1):
        kind = type(node)
        if is_node(kind):
            parent = node.parent
            for number, child in enumerate(node.children or ()):
                self.pre_processing_of_child(node, number)
                if is_node(type(child)):
                    traverse(self, child, number)
            if is_changed(type(self), kind, self.nodes_to_be_processed()):
                node = self.process(node)
                node.parent = parent
                if parent:
                    parent.children[child_id] = node
        return node

    return traverse


def inside(_):
    """The same for whoever looks for the clauses of an expression."""
    from moto.dynamodb.parsing.ast_nodes import Expression, UpdateExpressionFunction

    holds_clauses = functools.cache(lambda kind: issubclass(kind, (Expression, UpdateExpressionFunction)))

    def find_clauses(self, clause_types):
        found = []
        for child in self.children or ():
            if type(child) in clause_types:
                found.append(child)
            elif holds_clauses(type(child)):
                found.extend(find_clauses(child, clause_types))
        return found

    return find_clauses


def chosen_at_once(choose_each):
    """Every answer has an id of fifty letters."""
    letters = string.ascii_letters

    def random_string(self, length=20, include_digits=True, lower_case=False):
        text = "".join(self.choices(letters + string.digits if include_digits else letters, k=length))
        return text.lower() if lower_case else text

    return random_string


# Nobody looks at these answers in a browser.
os.environ.setdefault("MOTO_DISABLE_GLOBAL_CORS", "true")

# Its collector would look through the models of AWS's services hundreds of times in a test: a tenth of moto's time.
gc.set_threshold(100_000, 20, 20)

werkzeug.serving.run_simple = loopback_wsgi.run

try:
    import moto.backends
    import moto.core.base_backend
    import moto.core.responses
    import moto.core.serialize
    import moto.dynamodb.parsing.ast_nodes
    import moto.iam.models
    import moto.moto_api._internal.moto_random
    import xmltodict

    remember(moto.backends, "list_of_moto_modules", lambda list_all: functools.cache(lambda: tuple(list_all())))
    remember(moto.core.responses, "method_names_from_class", functools.cache)
    remember(moto.dynamodb.parsing.ast_nodes.DepthFirstTraverser, "traverse_node_recursively", by_type)
    remember(moto.dynamodb.parsing.ast_nodes.Node, "find_clauses", inside)
    remember(moto.iam.models, "get_account_id_from", found)
    remember(moto.core.base_backend.BackendDict, "_create_account_specific_backend", once)
    remember(moto.core.serialize.ResponseSerializer, "get_value", for_each_place)
    remember(moto.moto_api._internal.moto_random.MotoRandom, "get_random_string", chosen_at_once)
    remember(xmltodict, "_validate_name", functools.cache)
except (ImportError, AttributeError):
    pass
