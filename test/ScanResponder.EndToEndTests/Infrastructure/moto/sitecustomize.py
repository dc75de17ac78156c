"""Python runs this before moto_server, whose folder of modules is on PYTHONPATH: what moto works out anew for each call is remembered.

What it answers stays the same. moto lists its own folder, sorts all methods of a class, looks through every account for an access key, and works out
where each member of an answer comes from, each time: a third of the processor's time of these tests, and more with each account. A moto without these
parts does without.
"""

import functools
import gc


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


def for_each_kind(possible_keys):
    """Which attributes of an object may hold a member depends on the object's type and on the member's place in the service's model."""
    known = {}

    def keys_of(self, context):
        parent = getattr(context.shape, "parent", None)
        place = context.service_model, parent and parent.name, context.shape.name, context.key
        about = type(self), type(context.obj), place
        keys = known.get(about)
        if keys is None:
            keys = known[about] = tuple(possible_keys(self, context))
        return keys

    return keys_of


# Its collector would look through the models of AWS's services hundreds of times in a test: a tenth of moto's time.
gc.set_threshold(100_000, 20, 20)

try:
    import moto.backends
    import moto.core.base_backend
    import moto.core.responses
    import moto.core.serialize
    import moto.iam.models
    import xmltodict

    remember(moto.backends, "list_of_moto_modules", lambda list_all: functools.cache(lambda: tuple(list_all())))
    remember(moto.core.responses, "method_names_from_class", functools.cache)
    remember(moto.iam.models, "get_account_id_from", found)
    remember(moto.core.base_backend.BackendDict, "_create_account_specific_backend", once)
    remember(moto.core.serialize.XFormedAttributePicker, "get_possible_keys", for_each_kind)
    remember(xmltodict, "_validate_name", functools.cache)
except (ImportError, AttributeError):
    pass
