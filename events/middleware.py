def OldAddressMiddleware(get_response):
    return get_response
